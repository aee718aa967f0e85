export function auditServer(url: string): Promise<{ count: number; failed: { id: string; reason: string }[] }>;
