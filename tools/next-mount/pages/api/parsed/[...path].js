export { pagesHandler as default } from '../../../pages-handler.js'
