import { consumingScenes } from './consuming-scenes.ts'
import { meetingScenes } from './meeting-scenes.ts'
import type { Scene } from './scene.ts'

/** Every scene, for callers in one process or in several. */
export const scenes: readonly Scene[] = [...consumingScenes, ...meetingScenes]
