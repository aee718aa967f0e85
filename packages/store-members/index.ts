export { storeMemberConsumer } from './consumer.ts';
export { noteStoreMember, type StoreMember } from './note-store-member.ts';
