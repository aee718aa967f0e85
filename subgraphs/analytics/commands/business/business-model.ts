import { bucketChanges, type Cell, cellsOf, differenceOf, newVisits } from '../../domain/business/cells.ts';
import { addFacts, type Facts } from '../../domain/business/facts.ts';
import { businessTopics, readBusinessEvent } from '../../domain/business/read-business-event.ts';
import { createCheck } from '../../domain/read-event.ts';
import { addToBuckets } from '../../store/business/buckets.ts';
import { findFacts, readOldFacts, saveFacts } from '../../store/business/facts.ts';
import { addPlayers } from '../../store/business/players.ts';
import { businessTables } from '../../store/business/tables.ts';
import type { ReadModel } from '../read-models/read-model.ts';

/** The figures of the platform and of stores. */
export const businessModel: ReadModel<Facts, Facts, Cell> = {
  ...businessTables,
  topics: businessTopics,
  check: createCheck(businessTopics),
  read(event) {
    const found = readBusinessEvent(event);
    return found === null ? null : { id: found.id, change: { kind: found.kind, said: found.said } };
  },
  add: addFacts,
  addOlder: addFacts,
  cellsOf,
  find: findFacts,
  save: saveFacts,
  async addToSums(tx, generation, changes) {
    await addToBuckets(tx, generation, bucketChanges(differenceOf(changes)));
    await addPlayers(tx, generation, newVisits(changes));
  },
  readOld: readOldFacts,
};
