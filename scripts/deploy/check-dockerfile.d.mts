export function checkDockerfile(text: string): string[];
