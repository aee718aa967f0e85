/** One text that strangers would stumble over. */
export interface Problem {
  file: string;
  line: number;
  text: string;
  write: string;
}

export const lineAt = (source: string, offset: number): number => source.slice(0, offset).split('\n').length;
