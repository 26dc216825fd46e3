import type { CreateClient } from '../builds/client-of.ts';
import { countingFetch } from './counting-fetch.ts';
import { Device, type Generation, type Surroundings } from './device.ts';

const NAMES = ['ann', 'bob', 'cid', 'dot', 'eva', 'fin', 'gus', 'hal', 'ida', 'jon', 'kim', 'lou'];
const MEMBERS_OF_A_CONVERSATION = 4;
const MAX_CONVERSATIONS = 12;

interface Person {
  handle: string;
  token: string;
}

/** The app let nobody in; the message says how it answered. */
export class NobodyJoined extends Error {
  override readonly name = 'NobodyJoined';

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The users could not sign up and begin their conversations: ${reason}`, { cause });
  }
}

export interface PeopleOptions {
  origin: string;
  /** How many devices are in use at once. */
  users: number;
  /** What the old devices keep, and the others begin with. */
  createClient: CreateClient;
  around: Surroundings;
}

/**
 * The people who use the app. Everybody has two devices, an old one that is never updated and one
 * that is, so that both kinds of clients meet on the same photos.
 */
export class People {
  readonly devices: Device[];
  readonly #people: Person[];
  readonly #options: PeopleOptions;
  readonly #createOldClient: CreateClient;
  #createNewClient: CreateClient;

  private constructor(people: Person[], options: PeopleOptions) {
    this.#people = people;
    this.#options = options;
    this.#createOldClient = options.createClient;
    this.#createNewClient = options.createClient;
    this.devices = Array.from({ length: options.users }, (_, index) => {
      const person = people[Math.floor(index / 2)] as Person;
      const generation = index % 2 === 0 ? 'old' : 'new';
      return this.#device(`${generation}-${Math.floor(index / 2) + 1}`, generation, person);
    });
  }

  /**
   * Signs everybody up and in, and puts them into conversations.
   *
   * @throws NobodyJoined when the app doesn't take it: without people there is nothing to rehearse
   */
  static async join(options: PeopleOptions): Promise<People> {
    const count = Math.max(2, Math.ceil(options.users / 2));
    const people: Person[] = [];
    try {
      // One after the other: passwords are made to be expensive to hash.
      for (let index = 0; index < count; index += 1) people.push(await signUp(options, index));
      await converse(options, people);
    } catch (error) {
      throw new NobodyJoined(error);
    }
    return new People(people, options);
  }

  /** The up-to-date devices install another phase's client. */
  update(createClient: CreateClient): void {
    this.#createNewClient = createClient;
    for (const device of this.devices) {
      const person = this.#people.find(({ handle }) => handle === device.handle);
      if (device.generation === 'new' && person) device.update(this.#client('new', person));
    }
  }

  /** A device that looks at everything at the end; it belongs to one of the people named. */
  inspector(generation: Generation, handles: readonly string[]): Device {
    const person = this.#people.find(({ handle }) => handles.includes(handle));
    if (person === undefined) throw new Error(`Nobody is called ${handles.join(' or ')}`);
    return this.#device(`${generation}-inspector`, generation, person);
  }

  #device(name: string, generation: Generation, person: Person): Device {
    const client = this.#client(generation, person);
    return new Device(name, generation, person.handle, client, this.#options.around);
  }

  #client(generation: Generation, { token }: Person) {
    const { origin } = this.#options;
    const create = generation === 'old' ? this.#createOldClient : this.#createNewClient;
    return create({ origin, fetch: countingFetch, token });
  }
}

async function signUp({ origin, createClient }: PeopleOptions, index: number): Promise<Person> {
  const name = NAMES[index % NAMES.length] ?? 'zoe';
  const handle = index < NAMES.length ? name : `${name}-${index}`;
  const password = `a password of ${handle}`;
  const client = createClient({ origin });
  await client.signUp({ handle, displayName: handle.toUpperCase(), password });
  const { token } = await client.signIn({ handle, password });
  return { handle, token };
}

/** Everybody is in a few conversations, with different people in each. */
async function converse(
  { origin, createClient, around }: PeopleOptions,
  people: Person[],
): Promise<void> {
  for (let index = 0; index < Math.min(people.length, MAX_CONVERSATIONS); index += 1) {
    const stride = Math.ceil(people.length / MAX_CONVERSATIONS);
    const members = Array.from(
      { length: Math.min(people.length, Math.max(MEMBERS_OF_A_CONVERSATION, stride)) },
      (_, offset) => people[(index * stride + offset) % people.length] as Person,
    );
    const [creator, ...others] = members as [Person, ...Person[]];
    const client = createClient({ origin, token: creator.token });
    const memberHandles = others.map(({ handle }) => handle);
    const { id } = await client.conversations.create({ title: `Trip ${index + 1}`, memberHandles });
    const handles = members.map(({ handle }) => handle);
    around.world.conversations.push({ id, members: handles, messages: [] });
  }
}
