import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { type ScriptedServer, type Seen, type Step, startScriptedServer } from '../hubspot/scripted-server.ts'

/** What happens to some of the requests that fit; all others pass. */
export interface HostFault extends Step {
  method?: string
  /** Part of the path that fits. */
  path: RegExp
  /** The first fitting request that it concerns; default 1. */
  from?: number
  /** The last one; default: all that follow. */
  to?: number
  /** Instead of the step written here: by the request, and which of the fitting ones it is. */
  play?: (request: Seen, count: number) => Step
}

export interface FaultHost extends ScriptedServer {
  /** The sandbox, to whoever asks for its address. */
  sandbox: Sandbox
}

/**
 * A host in front of the sandbox, for what the sandbox's own switches (`sandbox.faults`) cannot do: an answer that is
 * cut, drips or is compressed in layers, and lists that depend on what was asked before.
 */
export async function startFaultHost(sandbox: Sandbox, faults: readonly HostFault[]): Promise<FaultHost> {
  const counts = new Map<HostFault, number>()
  const stepFor = (request: Seen): Step => {
    const { method, path } = request
    for (const fault of faults) {
      if ((fault.method ?? method) !== method || !fault.path.test(path)) continue
      const count = (counts.get(fault) ?? 0) + 1
      counts.set(fault, count)
      if (count >= (fault.from ?? 1) && count <= (fault.to ?? count)) return fault.play?.(request, count) ?? fault
    }
    return { forward: true }
  }
  const server = await startScriptedServer(stepFor, sandbox.url)
  return { ...server, sandbox: { ...sandbox, url: server.url } }
}
