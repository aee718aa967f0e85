export function compareVariables(read: Map<string, Set<string | null>>, markdown: string): string[];
