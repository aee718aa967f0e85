export interface GraphChange {
  level: 'breaking' | 'dangerous' | 'safe';
  path: string;
  message: string;
}

export function compareGraphs(before: string, after: string): Promise<GraphChange[]>;
