/** A thing that another subgraph owns; here it is an id with something about it. */
export interface Reference {
  id: string;
}
