/** What is said of every process that a program starts. */
export const CHILD = 'started a child process'

const TELLING = `import { subscribe } from 'node:diagnostics_channel'
subscribe('child_process', () => console.error(${JSON.stringify(CHILD)}))`

/** Environment in which Node says it on stderr, whether the process lives long or not. */
export const TELL_CHILDREN = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(TELLING)}` }
