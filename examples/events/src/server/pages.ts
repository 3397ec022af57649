import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { languageDetector } from 'hono/language'
import { pageHeaders } from '../../../shared/page-headers.ts'
import { settings } from './settings.ts'

/** Pictures of people are small enough to be part of their profile. */
const headers = {
  ...pageHeaders,
  'content-security-policy': `${pageHeaders['content-security-policy']}; img-src 'self' data: https:`,
}

/** The built front: its files, and one document for every path that it knows, in the reader's language. */
export function pages() {
  const document = readFileSync(join(settings.front, 'index.html'), 'utf8')
  return new Hono()
    .use(async (context, next) => {
      await next()
      for (const [name, value] of Object.entries(headers)) context.header(name, value)
    })
    .use(
      '/assets/*',
      serveStatic({
        root: settings.front,
        onFound: (_path, context) => context.header('cache-control', 'public, max-age=31536000, immutable'),
      }),
    )
    .use('/favicon.svg', serveStatic({ root: settings.front }))
    .use(
      languageDetector({ supportedLanguages: ['en', 'fr'], fallbackLanguage: 'en', order: ['header'], caches: false }),
    )
    .get('*', (context, next) => {
      if (context.req.path.startsWith('/assets/')) return next()
      const page = document
        .replace('<html lang="en">', `<html lang="${context.get('language')}">`)
        .replace('content="contact"', `content="${settings.contact.replaceAll(/[^\w.@+-]/g, '')}"`)
      return context.html(page, 200, { 'cache-control': 'no-store', vary: 'Accept-Language' })
    })
}
