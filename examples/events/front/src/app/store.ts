import { configureStore, createSlice } from '@reduxjs/toolkit'
import { setupListeners } from '@reduxjs/toolkit/query'
import { type TypedUseSelectorHook, useDispatch, useSelector } from 'react-redux'
import { sessionApi } from '../features/auth/api/sessionApi.ts'
import { api } from './api.ts'

/** Whether a session was there, and why it is not any more: the log-in page says so. */
const session = createSlice({
  name: 'session',
  initialState: { wasIn: false, ended: false },
  reducers: {
    ended: (state) => {
      state.ended = state.wasIn
      state.wasIn = false
    },
    left: () => ({ wasIn: false, ended: false }),
  },
  extraReducers: (build) =>
    build.addMatcher(sessionApi.endpoints.session.matchFulfilled, () => ({ wasIn: true, ended: false })),
})

export const { left } = session.actions

export const store = configureStore({
  reducer: { [api.reducerPath]: api.reducer, session: session.reducer },
  middleware: (defaults) => defaults().concat(api.middleware),
})
setupListeners(store.dispatch)

export type State = ReturnType<typeof store.getState>
export const useAppDispatch = useDispatch.withTypes<typeof store.dispatch>()
export const useAppSelector: TypedUseSelectorHook<State> = useSelector
