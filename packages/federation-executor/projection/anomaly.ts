/** Thrown for data that is not as the schema says. One object: a stack for each would cost more than the answer. */
export const anomaly = new Error('The data is not as the schema says.');
