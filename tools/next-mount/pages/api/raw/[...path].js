export { pagesHandler as default } from '../../../pages-handler.js'

export const config = { api: { bodyParser: false } }
