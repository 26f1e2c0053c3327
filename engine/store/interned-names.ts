import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { NodeId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import type { PromptFacet } from '../../core/sample.ts';
import type { GroupCommit } from './group-commit.ts';

/** Prompts remembered in memory; each image may have its own. */
const MOST_PROMPTS = 2000;
/** Longest text that is itself the name under which its number is remembered, UTF-16 units; of longer ones the digest is. */
const LONGEST_NAME = 1000;

/** Things that many rows refer to, stored once. Numbers are given inside the caller's write. */
export interface Interned {
  node(id: NodeId): number;
  /** 0, which no row has, when the node was never written about. */
  knownNode(id: NodeId): number;
  nodeName(number: number): NodeId;
  prompt(prompt: PromptFacet): number;
  promptOf(number: number): PromptFacet | undefined;
  author(title: string, identity: string, sampling: JsonObject | undefined): number;
  authorTitle(number: number): string;
}

/** First 16 bytes of the SHA-256 of the parts; lengths stand before them, so that no two lists of parts are alike. */
export function digestOf(...parts: readonly string[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest().subarray(0, 16);
}

/** Tells lists of parts apart at no more than the cost of a look at them. */
function nameOf(one: string, other: string, third: string): string {
  const name = `${one.length}:${other.length}:${one}${other}${third}`;
  return name.length <= LONGEST_NAME ? name : digestOf(one, other, third).toString('hex');
}

export function internedNames(database: Database, commits: GroupCommit): Interned {
  const nodes = new Map<string, number>();
  const nodeNames = new Map<number, string>();
  const prompts = new Map<string, number>();
  const promptFacets = new Map<number, PromptFacet>();
  const authors = new Map<string, number>();
  const authorTitles = new Map<number, string>();
  commits.onRollback(() => {
    for (const cache of [nodes, nodeNames, prompts, promptFacets, authors, authorTitles]) cache.clear();
  });

  const findNode = database.prepare<[string], { id: number }>('select id from nodes where name = ?');
  const addNode = database.prepare<[string]>('insert into nodes (name) values (?)');
  const findNodeName = database.prepare<[number], { name: string }>('select name from nodes where id = ?');
  const findPrompt = database.prepare<[Buffer], { id: number }>('select id from prompts where digest = ?');
  const addPrompt = database.prepare<[Buffer, string, string, string]>(
    'insert into prompts (digest, text, question, part) values (?, ?, ?, ?)',
  );
  const getPrompt = database.prepare<[number], PromptFacet>(
    'select text, question, part from prompts where id = ?',
  );
  const findAuthor = database.prepare<[Buffer], { id: number }>('select id from authors where digest = ?');
  const getTitle = database.prepare<[number], { title: string }>('select title from authors where id = ?');
  const addAuthor = database.prepare<[Buffer, string, string, string | null]>(
    'insert into authors (digest, title, identity, sampling) values (?, ?, ?, ?)',
  );

  function knownNode(id: NodeId): number {
    const cached = nodes.get(id);
    if (cached !== undefined) return cached;
    const number = findNode.get(id)?.id ?? 0;
    if (number > 0) nodes.set(id, number);
    return number;
  }

  function node(id: NodeId): number {
    const known = knownNode(id);
    if (known > 0) return known;
    const number = Number(addNode.run(id).lastInsertRowid);
    nodes.set(id, number);
    return number;
  }

  function nodeName(number: number): NodeId {
    const cached = nodeNames.get(number);
    if (cached !== undefined) return cached;
    const name = findNodeName.get(number)?.name ?? '';
    nodeNames.set(number, name);
    return name;
  }

  function prompt(facet: PromptFacet): number {
    const name = nameOf(facet.text, facet.question, facet.part);
    const cached = prompts.get(name);
    if (cached !== undefined) return cached;
    const digest = digestOf(facet.text, facet.question, facet.part);
    const id =
      findPrompt.get(digest)?.id ??
      Number(addPrompt.run(digest, facet.text, facet.question, facet.part).lastInsertRowid);
    if (prompts.size >= MOST_PROMPTS) prompts.clear();
    prompts.set(name, id);
    return id;
  }

  function promptOf(number: number): PromptFacet | undefined {
    const cached = promptFacets.get(number);
    if (cached !== undefined) return cached;
    const facet = getPrompt.get(number);
    if (promptFacets.size >= MOST_PROMPTS) promptFacets.clear();
    if (facet !== undefined) promptFacets.set(number, facet);
    return facet;
  }

  function author(title: string, identity: string, sampling: JsonObject | undefined): number {
    const settings = sampling === undefined ? null : JSON.stringify(sampling);
    const name = nameOf(title, identity, settings ?? '');
    const cached = authors.get(name);
    if (cached !== undefined) return cached;
    const digest = digestOf(title, identity, settings ?? '');
    const id =
      findAuthor.get(digest)?.id ?? Number(addAuthor.run(digest, title, identity, settings).lastInsertRowid);
    if (authors.size >= MOST_PROMPTS) authors.clear();
    authors.set(name, id);
    return id;
  }

  function authorTitle(number: number): string {
    const cached = authorTitles.get(number);
    if (cached !== undefined) return cached;
    const title = getTitle.get(number)?.title ?? '';
    if (authorTitles.size >= MOST_PROMPTS) authorTitles.clear();
    authorTitles.set(number, title);
    return title;
  }

  return {
    node,
    knownNode,
    nodeName,
    prompt,
    promptOf,
    author,
    authorTitle,
  };
}
