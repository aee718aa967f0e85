export const lastWithoutRule: string;
export function blockingIndexes(sql: string): string[];
