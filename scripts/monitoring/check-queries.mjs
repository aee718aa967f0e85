import { parser } from '@prometheus-io/lezer-promql';

/** Whether a text is PromQL. */
function isQuery(text) {
  let isRight = true;
  parser.parse(text).iterate({ enter: ({ type }) => void (isRight &&= !type.isError) });
  return isRight;
}

/** What is wrong with queries, one sentence each. */
export const checkQueries = (queries) =>
  queries.filter(({ expr }) => !isQuery(expr)).map(({ where, expr }) => `${where} is not PromQL: ${expr}`);
