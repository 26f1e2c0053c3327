import { mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type {
  ProjectDraft,
  ProjectEvent,
  ProjectInfo,
  RecentProject,
  TemplateInfo,
} from '../../core/contract/project.ts';
import { UserError } from '../../core/errors.ts';
import type { Flow } from '../../core/flow.ts';
import { applyEdits, reserveIds } from '../../core/flow-edit.ts';
import type { EngineHost } from '../engine-host.ts';
import { isThere } from '../files/is-there.ts';
import type { NodeLibrary } from '../run/index.ts';
import { createProject, openProject } from '../store/open-project.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { surveyFolder } from './list-folder.ts';
import { noteRecent } from './note-recent.ts';
import { type OwnTemplates, ownTemplates } from './own-templates.ts';
import { ProjectEvents } from './project-events.ts';
import type { ProjectParts } from './project-parts.ts';
import { fileNameOf, freePath } from './project-path.ts';
import { ProjectSession } from './project-session.ts';
import { type RecentProjects, recentProjects } from './recent-projects.ts';
import {
  describeTemplate,
  findTemplate,
  listTemplates,
  replaceText,
  type Template,
  templateFlow,
} from './templates.ts';

/** Value of a project under which the sample keeps where the assets lay when it was made. */
const SAMPLE_ASSETS = 'sampleAssets';
const SAMPLE_TEMPLATE = 'sample';
const FOLDER_TEMPLATE = 'caption-folder';
const SIDECARS_TEMPLATE = 'complete-captions';

/** What a host may put in place of the engine’s own parts. */
export interface EngineSessionOptions {
  readonly host: EngineHost;
  readonly library: NodeLibrary;
  /** Gives a store what surrounds it: pictures, files, captioners. */
  readonly assemble: (store: ProjectStore) => ProjectParts;
  /** Where projects go that nobody named a place for. Absolute. */
  readonly projectsFolder: () => Promise<string>;
  readonly now?: () => number;
}

/** A project to be made. */
export interface NewProject {
  /** `.ekp` is added where it is missing. */
  readonly path: string;
  /** Default: an empty flow. */
  readonly template?: string;
  /** Folder that the flow's first source takes. */
  readonly images?: string;
  /** First state of the flow, instead of a template's. */
  readonly flow?: Flow;
}

/** The engine of one host: at most one project is open; without one, clients show the start screen. */
export class EngineSession {
  readonly host: EngineHost;
  readonly library: NodeLibrary;
  readonly events = new ProjectEvents();
  readonly #options: EngineSessionOptions;
  readonly #own: OwnTemplates;
  /** Projects that were opened lately. */
  readonly recent: RecentProjects;
  #noting: ReturnType<typeof noteRecent> | undefined;
  #project: ProjectSession | undefined;
  /** Openings and closings happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: EngineSessionOptions) {
    this.host = options.host;
    this.library = options.library;
    this.#options = options;
    this.recent = recentProjects(options.host.dataFolder, options.now);
    this.#own = ownTemplates(options.host.dataFolder);
  }

  /** The open project; undefined on the start screen. */
  get project(): ProjectSession | undefined {
    return this.#project;
  }

  /** Throws PROJECT_NOT_FOUND while none is open. */
  requireProject(): ProjectSession {
    if (this.#project) return this.#project;
    throw new UserError('PROJECT_NOT_FOUND', 'No project is open.', { remedy: 'Open or create one first.' });
  }

  projectsFolder(): Promise<string> {
    return this.#options.projectsFolder();
  }

  create(project: NewProject): Promise<ProjectSession> {
    return this.#inTurn(async () => {
      const path = withExtension(resolve(project.path));
      const { template, images } = project;
      const flow =
        project.flow ?? (template === undefined ? undefined : await this.#newFlow(template, images));
      return this.#enter(() => createProject(path, { name: nameOf(path), ...(flow && { flow }) }));
    });
  }

  /**
   * What a project of the user's own pictures would begin with, or one of a template. No captioner is chosen.
   * Where text files lie beside the pictures, these come in as captions and only the other pictures are left to caption.
   */
  async draft(of: { readonly folder?: string; readonly template?: string }): Promise<ProjectDraft> {
    const folder = of.folder === undefined ? undefined : resolve(of.folder);
    const captioned = folder !== undefined && (await surveyFolder(folder)).sidecars > 0;
    const id = of.template ?? (captioned ? SIDECARS_TEMPLATE : FOLDER_TEMPLATE);
    const name = folder === undefined ? (await this.template(id)).title : basename(folder);
    return { name: fileNameOf(name || 'Pictures'), flow: await this.#newFlow(id, folder) };
  }

  /** In the projects folder under this name or the next free one. */
  createNamed(name: string, flow: Flow): Promise<ProjectSession> {
    return this.#inTurn(async () => {
      const path = await this.freeProjectPath(fileNameOf(name));
      return this.#enter(() => createProject(path, { name: nameOf(path), flow: reserveIds(flow) }));
    });
  }

  /** A path in the projects folder that nothing has yet. The folder is made. */
  async freeProjectPath(name: string): Promise<string> {
    const projects = await this.projectsFolder();
    await mkdir(projects, { recursive: true });
    return freePath(projects, name);
  }

  open(path: string, options: { readonly readOnly?: boolean } = {}): Promise<ProjectSession> {
    return this.#inTurn(async () => {
      const absolute = await realPath(path);
      const open = this.#project;
      if (open?.store.path === absolute && !open.store.readOnly) return open;
      return this.#enter(() => openProject(absolute, options));
    });
  }

  /** The sample project; made at the first call, and pointed to the app's assets again when these have moved. */
  openSample(): Promise<ProjectSession> {
    return this.#inTurn(async () => {
      const path = await realPath(join(this.host.dataFolder, 'sample', 'Sample.ekp'));
      if (this.#project?.store.path === path) return this.#project;
      if (await isThere(path)) {
        const session = await this.#enter(() => openProject(path));
        this.#moveSampleAssets(session);
        return session;
      }
      await mkdir(dirname(path), { recursive: true });
      const flow = await this.#newFlow(SAMPLE_TEMPLATE);
      const values = { [SAMPLE_ASSETS]: this.host.assetsFolder };
      return this.#enter(() => createProject(path, { name: 'Sample', isSample: true, values, flow }));
    });
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#leave());
  }

  /** Closes the project and ends all watching. */
  async shutDown(): Promise<void> {
    await this.close();
    this.events.close();
  }

  recentProjects(): Promise<readonly RecentProject[]> {
    return this.recent.list(this.#project?.store.path);
  }

  async templates(): Promise<readonly TemplateInfo[]> {
    const all = [...(await listTemplates(this.host.assetsFolder)), ...(await this.#own.list())];
    return all.map((template) => describeTemplate(template, this.library.catalog));
  }

  /** One of the app's or of the user's own. Throws NOT_FOUND. */
  async template(id: string): Promise<Template> {
    return findTemplate(this.host.assetsFolder, id, await this.#own.list());
  }

  /** Keeps the open project's flow as a template of the user's. */
  async saveTemplate(title: string, summary: string): Promise<TemplateInfo> {
    const flow = this.requireProject().store.flow.flow();
    return describeTemplate(await this.#own.save({ title, summary, flow }), this.library.catalog);
  }

  removeTemplate(id: string): Promise<void> {
    return this.#own.remove(id);
  }

  /** The present state of project, flow and run, then what changes, until the signal aborts or the engine shuts down. */
  async *watch(signal?: AbortSignal): AsyncGenerator<ProjectEvent, void, void> {
    // Listening begins before the state is read: what changes meanwhile comes after it, once more at worst.
    const later = this.events.watch([], signal);
    try {
      yield* await this.#present();
      yield* later;
    } finally {
      await later.return();
    }
  }

  async #present(): Promise<readonly ProjectEvent[]> {
    const none: readonly ProjectEvent[] = [
      { kind: 'project', info: null },
      { kind: 'run', run: null },
      { kind: 'pin', pin: null },
    ];
    return (await this.#project?.present()) ?? none;
  }

  async #newFlow(template: string, images?: string): Promise<Flow> {
    const { assetsFolder, kind } = this.host;
    const flow = templateFlow(await this.template(template), {
      assetsFolder,
      forCli: kind === 'cli',
    });
    return images === undefined ? flow : withFolder(flow, resolve(images), this.library);
  }

  async #enter(open: () => ProjectStore): Promise<ProjectSession> {
    // The former project stays open when the new one cannot be opened.
    const store = open();
    let session: ProjectSession;
    try {
      await this.#leave({ silently: true });
      session = new ProjectSession(this.#options.assemble(store), this.events, this.#options.now);
    } catch (error) {
      await store.close();
      throw error;
    }
    this.#project = session;
    const present = await session.present();
    for (const event of present) this.events.publish(event);
    const { isSample, ...info } = await session.info();
    if (!isSample && this.host.kind !== 'cli') {
      await this.recent.remember({ ...info, isSample });
      this.#noting = noteRecent(session, this.events, this.recent);
    }
    return session;
  }

  async #leave(options: { readonly silently?: boolean } = {}): Promise<void> {
    const leaving = this.#project;
    if (!leaving) return;
    this.#project = undefined;
    const info: ProjectInfo = await leaving.info();
    const last = leaving.runs.current()?.state;
    // Closing stops what is under way.
    const state = last === 'running' || last === 'paused' || last === 'queued' ? 'stopped' : last;
    await this.#noting?.end();
    this.#noting = undefined;
    try {
      await leaving.close();
    } finally {
      if (!info.isSample && this.host.kind !== 'cli') await this.recent.remember(info, state);
      if (!options.silently) for (const event of await this.#present()) this.events.publish(event);
    }
  }

  #moveSampleAssets(session: ProjectSession): void {
    const { store } = session;
    const before = store.meta.value(SAMPLE_ASSETS);
    const now = this.host.assetsFolder;
    if (typeof before !== 'string' || before === now || store.readOnly) return;
    store.flow.change(replaceText(store.flow.flow(), before, now), 'Find the sample pictures again');
    for (const root of store.images.roots())
      if (root.path.startsWith(before))
        store.images.moveRoot(root.name, now + root.path.slice(before.length));
    store.meta.setValue(SAMPLE_ASSETS, now);
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(action, action);
    this.#turn = mine.catch(() => undefined); // the caller has the error; the next in turn must not
    return mine;
  }
}

/** The flow with this folder in its first source that takes one. */
function withFolder(flow: Flow, folder: string, library: NodeLibrary): Flow {
  for (const node of flow.nodes) {
    const descriptor = library.catalog.get(node.type);
    if (descriptor?.shape !== 'source') continue;
    const name = Object.entries(descriptor.params).find(([, param]) => param.widget === 'folder')?.[0];
    if (name !== undefined)
      return applyEdits(flow, [{ kind: 'set-params', id: node.id, params: { [name]: folder } }]);
  }
  return flow;
}

/** Without links, as the store names its file; what is not there stays as it is. */
function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

function withExtension(path: string): string {
  return path.toLowerCase().endsWith('.ekp') ? path : `${path}.ekp`;
}

function nameOf(path: string): string {
  return basename(path).replace(/\.ekp$/i, '');
}
