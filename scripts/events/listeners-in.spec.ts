import { describe, expect, it } from '@jest/globals';
import { listenersIn } from './listeners-in.ts';

describe('what a file listens to', () => {
  it('is read from its consumers', () => {
    const source = `
      export const onOne = () => consumer({ group, on: usersUser, types: ['verified', 'erased'], handle: async () => {} });
      export const onTwo = () =>
        consumer({
          group,
          on: usersSeller,
          handle: (event) => note(event, { types: ['other'] }),
        });
      export const onThree = () => consumer({ group, on: ordersOrder, types: ['confirmed'], ...createWriter({ types: [] }) });`;
    expect(listenersIn(source)).toEqual([
      { topic: 'usersUser', types: ['verified', 'erased'] },
      { topic: 'usersSeller', types: null },
      { topic: 'ordersOrder', types: ['confirmed'] },
    ]);
  });

  it('may be every topic', () => {
    expect(listenersIn('return { group, topics: recordedTopics.map((topic) => topic.name), handle };')).toEqual([
      { topic: null, types: null },
    ]);
  });

  it('may be that of a package', () => {
    const interest = { topic: 'usersStore', types: ['member_added'] };
    const source = 'export const onMember = ({ pool }) => storeMemberConsumer({ group, pool });';
    expect(listenersIn(source, { storeMemberConsumer: [interest] })).toEqual([interest]);
    expect(() => listenersIn(source, { otherConsumer: [interest] })).toThrow('consumer');
  });

  it('must be found', () => {
    expect(() => listenersIn('export const onNothing = 1;')).toThrow('consumer');
    expect(() => listenersIn('consumer({ group, ...where, handle })')).toThrow('on: <topic>');
  });
});
