import { type Actions, createActions } from './actions.ts'
import { replaceContent } from './element.ts'
import { connectHost, type Host, type ToolAnswer } from './host.ts'
import { layout } from './layout.ts'
import { type Fields, fields, number, text } from './read.ts'
import { createSession, type Store } from './session.ts'
import { EMPTY, type State, withAnswer, withInput } from './state.ts'
import { TEXTS } from './texts.ts'
import { applyTheme } from './theme.ts'

/** The page: what arrives from the host becomes a state, the state becomes elements. */
async function show(root: HTMLElement, status: HTMLElement): Promise<void> {
  const closed = new AbortController()
  let state: State = EMPTY
  let actions: Actions | undefined
  const store: Store = {
    get: () => state,
    set: (change) => store.replace({ ...state, ...change }),
    replace(next) {
      if (next.busy !== null && next.busy !== state.busy) status.textContent = next.busy
      state = next
      if (actions !== undefined) replaceContent(root, layout(state, actions, store.set))
    },
    announce(message) {
      if (message !== '') status.textContent = message
    },
  }
  let context: Fields = {}
  const takeContext = (now: Fields): void => {
    context = now
    applyTheme(now, document.documentElement)
    store.set({ canEnlarge: canEnlarge(now) })
  }
  const host = await connectHost(
    {
      input: (args) => store.replace({ ...withInput(state, args), busy: state.busy ?? TEXTS.waiting }),
      result(answer) {
        store.replace({ ...withAnswer(state, answer), busy: null, account: accountOf(answer, state) })
        if (state.canAct && isRunning(state)) actions?.follow()
      },
      cancelled: () => store.set({ busy: null, problem: TEXTS.cancelled }),
      context: (changed) => takeContext({ ...context, ...changed }),
      teardown: () => closed.abort(),
    },
    window,
  )
  actions = createActions(host, store, createSession(host, store, closed.signal))
  takeContext({ ...host.context, ...context })
  store.set({ canAct: host.capabilities.serverTools !== undefined })
  reportSize(host, closed.signal)
  await nameAccount(host, store)
}

/** An import that was started, and of which the end is not known. */
const isRunning = ({ started, progress }: State): boolean =>
  progress === null ? started !== null && started.outcome !== 'not_started' : !progress.finished

const accountOf = ({ isSandbox }: ToolAnswer, { account }: State): string | null => (isSandbox ? 'sandbox' : account)

const canEnlarge = ({ displayMode, availableDisplayModes }: Fields): boolean =>
  displayMode !== 'fullscreen' && Array.isArray(availableDisplayModes) && availableDisplayModes.includes('fullscreen')

/** A host makes the frame as high as the page says. */
function reportSize(host: Host, closed: AbortSignal): void {
  const observer = new ResizeObserver(() => {
    const height = Math.ceil(document.body.getBoundingClientRect().height)
    host.notify('ui/notifications/size-changed', { width: window.innerWidth, height })
  })
  observer.observe(document.body)
  closed.addEventListener('abort', () => observer.disconnect())
}

/** Where the rows would go belongs into the question whether to send them. */
async function nameAccount(host: Host, store: Store): Promise<void> {
  if (!store.get().canAct) return
  const { structured } = await host.callTool('check_connection', {}).catch(() => ({ structured: null }))
  const { environment, portalId } = fields(structured)
  if (environment === 'sandbox') store.set({ account: 'sandbox' })
  else if (number(portalId) > 0) store.set({ account: TEXTS.start.account(text(environment), String(portalId)) })
}

const [root, status] = [document.querySelector('main'), document.querySelector<HTMLElement>('[role=status]')]
if (root !== null && status !== null) void show(root, status)
