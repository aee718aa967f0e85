import { AssignerProtocol, type Assigner, type Cluster, type GroupMember, type PartitionAssigner } from 'kafkajs';

type Assignment = Map<string, Map<string, number[]>>;

/**
 * Spreads partitions evenly over the members that subscribe to their topic. The round robin of kafkajs assigns the topics
 * of the leader to every member, which stalls topics while two versions of a service run side by side.
 */
export const assignBySubscription: PartitionAssigner = ({ cluster }): Assigner => {
  const name = 'soko-by-subscription';
  const version = 0;
  return {
    name,
    version,
    protocol: ({ topics }) => ({
      name,
      metadata: AssignerProtocol.MemberMetadata.encode({ version, topics, userData: Buffer.alloc(0) }),
    }),
    async assign({ members }) {
      const subscribed = new Map(members.map((member) => [member.memberId, topicsOf(member)]));
      const topics = [...new Set([...subscribed.values()].flat())].sort();
      await cluster.addMultipleTargetTopics(topics);
      const assignment = spread(subscribed, topics, (topic) => partitionsOf(cluster, topic));
      return [...assignment].map(([memberId, byTopic]) => ({
        memberId,
        memberAssignment: AssignerProtocol.MemberAssignment.encode({
          version,
          assignment: Object.fromEntries(byTopic),
          userData: Buffer.alloc(0),
        }),
      }));
    },
  };
};

const topicsOf = (member: GroupMember): string[] =>
  AssignerProtocol.MemberMetadata.decode(member.memberMetadata)?.topics ?? [];

const partitionsOf = (cluster: Cluster, topic: string): number[] =>
  cluster
    .findTopicPartitionMetadata(topic)
    .map((partition) => partition.partitionId)
    .sort((a, b) => a - b);

/** Each partition goes to the subscriber that has the fewest so far. */
export function spread(
  subscribed: ReadonlyMap<string, readonly string[]>,
  topics: readonly string[],
  partitions: (topic: string) => readonly number[],
): Assignment {
  const members = [...subscribed.keys()].sort();
  const assignment: Assignment = new Map(members.map((member) => [member, new Map()]));
  const load = new Map(members.map((member) => [member, 0]));
  for (const topic of topics) {
    const takers = members.filter((member) => subscribed.get(member)!.includes(topic));
    for (const partition of partitions(topic)) {
      const taker = takers.reduce((least, member) => (load.get(member)! < load.get(least)! ? member : least));
      const mine = assignment.get(taker)!;
      mine.set(topic, [...(mine.get(topic) ?? []), partition]);
      load.set(taker, load.get(taker)! + 1);
    }
  }
  return assignment;
}
