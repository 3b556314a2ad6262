export const TOOLSETS = ['imports', 'labels', 'configurations', 'properties'] as const

/** A group of tools that can be listed alone. */
export type Toolset = (typeof TOOLSETS)[number]
