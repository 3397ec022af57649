import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Provider } from 'react-redux'
import { BrowserRouter } from 'react-router'
import { App } from './app/App.tsx'
import { store } from './app/store.ts'
import './styles/base.css'
import './styles/controls.css'
import './styles/layout.css'
import './styles/lists.css'

const root = document.getElementById('root')
if (root === null) throw new TypeError('There is no #root in index.html')

createRoot(root).render(
  <StrictMode>
    <Provider store={store}>
      <BrowserRouter>
        <App />
      </BrowserRouter>
    </Provider>
  </StrictMode>,
)
