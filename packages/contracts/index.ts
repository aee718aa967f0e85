export { sokoCollection } from './soko-collection.ts';
