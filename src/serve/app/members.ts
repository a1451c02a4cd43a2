/** Recognising a value by its members: the project may have another copy of a framework than anyone else. */

/** What `typeof` says of each member. */
export type MemberKinds = Readonly<Record<string, "function" | "object" | "string">>;

/** Whether an object has all these members, own or inherited; a member that throws is none. */
export function hasMembers(value: unknown, kinds: MemberKinds): value is object {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  return isObject && Object.entries(kinds).every(([name, kind]) => isKind(value, name, kind));
}

function isKind(value: object, name: string, kind: string): boolean {
  try {
    const member: unknown = Reflect.get(value, name);
    return typeof member === kind && member !== null;
  } catch {
    return false;
  }
}
