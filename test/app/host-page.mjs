// Runs in the browser: the host side of MCP Apps, by the bridge of the extension's own SDK.
import { AppBridge, PostMessageTransport } from '@modelcontextprotocol/ext-apps/app-bridge'

const { callTool, toldModel } = globalThis
let bridge

globalThis.openPage = async ({ capabilities, hostContext }) => {
  const frame = document.querySelector('iframe')
  bridge = new AppBridge(null, { name: 'test-host', version: '1' }, capabilities, { hostContext })
  bridge.oncalltool = (params) => callTool(params)
  bridge.onupdatemodelcontext = async (params) => {
    await toldModel(params)
    return {}
  }
  bridge.onrequestdisplaymode = async ({ mode }) => {
    bridge.setHostContext({ displayMode: mode })
    return { mode }
  }
  bridge.onsizechange = ({ height }) => {
    frame.style.height = `${height}px`
  }
  const initialized = new Promise((resolve) => {
    bridge.oninitialized = resolve
  })
  await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow))
  frame.src = '/page'
  await initialized
}
globalThis.sendInput = (args) => bridge.sendToolInput({ arguments: args })
globalThis.sendResult = (result) => bridge.sendToolResult(result)
globalThis.changeContext = (context) => bridge.setHostContext(context)
globalThis.tearDown = () => bridge.teardownResource({})
