export function newClusterId(): string;
