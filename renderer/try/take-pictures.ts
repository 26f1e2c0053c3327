import type { AddedPictures } from '../../core/contract/side-by-side.ts';
import { hasImageExtension } from '../../core/image-extensions.ts';
import { MOST_PICTURES } from '../../core/side-by-side.ts';
import { native } from '../native/native-abilities.ts';
import { joinPath } from '../native/path-parts.ts';
import { type DroppedFile, readEntry, uploadFiles } from '../native/take-drop.ts';
import { engine } from '../rpc/client.ts';
import { TRY_TEXTS } from '../texts/try.ts';
import { addPictures } from './try-state.ts';

const TEXTS = TRY_TEXTS.pictures;
/** More than fit, because some may be there already or be no pictures; a dropped folder may hold a million. */
const MOST_UPLOADED = 2 * MOST_PICTURES;
const MOST_PASTED_BYTES = 20 * 2 ** 20;

/** Takes what was dropped, files and folders. Must be called while the drop event is handled. */
export function takeDropped(data: DataTransfer): Promise<void> {
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files = [...data.files];
  const paths = native().droppedPaths(files);
  if (paths.length > 0) return addPaths(paths);
  return addPictures(TEXTS.adding, async (say) => {
    const found = (await Promise.all(entries.map((entry) => readEntry(entry, '')))).flat();
    return upload(found.length > 0 ? found : files.map((file) => ({ path: file.name, file })), say);
  });
}

/** Takes files that were chosen. */
export function takeChosen(files: readonly File[]): Promise<void> {
  const paths = native().droppedPaths(files);
  if (paths.length > 0) return addPaths(paths);
  return addPictures(TEXTS.adding, (say) =>
    upload(
      files.map((file) => ({ path: file.name, file })),
      say,
    ),
  );
}

/** Takes pictures from the clipboard: files where they lie, what lies nowhere as a file of ours. */
export function takePasted(files: readonly File[]): Promise<void> {
  const paths = native()
    .droppedPaths(files)
    .filter((path) => path !== '');
  if (paths.length > 0) return addPaths(paths);
  return addPictures(TEXTS.adding, async () => {
    const answers: AddedPictures[] = [];
    for (const file of files) {
      if (file.size > MOST_PASTED_BYTES) answers.push(refusal(file.name, TEXTS.tooBig));
      else
        answers.push(await engine().sideBySide.addPasted({ name: file.name, base64: await base64Of(file) }));
    }
    return answers;
  });
}

/** Takes a folder's first pictures. */
export async function takeFolder(): Promise<void> {
  const folder = await native().pickFolder();
  if (folder !== undefined) await addPaths([folder]);
}

/** Takes pictures of the open project. */
export function takeImages(hashes: readonly string[]): Promise<void> {
  return addPictures(TEXTS.adding, async () => [
    await engine().sideBySide.addImages({ hashes: hashes as never }),
  ]);
}

function addPaths(paths: readonly string[]): Promise<void> {
  return addPictures(TEXTS.adding, async () => [
    await engine().sideBySide.addFiles({ paths: paths.slice(0, 200) }),
  ]);
}

/** A browser tab does not know where files lie: they are copied to the engine's machine. */
async function upload(
  files: readonly DroppedFile[],
  say: (words: string) => void,
): Promise<readonly AddedPictures[]> {
  const pictures = files.filter(({ path }) => hasImageExtension(path));
  const others = files.filter(({ path }) => !hasImageExtension(path)).slice(0, MOST_PICTURES);
  const answers = others.map(({ path }) => refusal(path, TEXTS.notImage));
  const sent = pictures.slice(0, MOST_UPLOADED);
  const left = pictures.length - sent.length;
  if (left > 0) answers.push(refusal('', TEXTS.leftOut(left, MOST_PICTURES)));
  if (sent.length === 0) return answers;
  const dropped = await uploadFiles(sent, 'try', (done, all) => say(TEXTS.uploading(done, all)));
  if (dropped.kind !== 'folder')
    return [...answers, refusal('', 'message' in dropped ? dropped.message : TEXTS.notImage)];
  // A folder that was dropped whole is the root of its pictures, as it would be in a flow.
  const tops = new Set(sent.map(({ path }) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')));
  const [top = ''] = tops;
  const root = tops.size === 1 && top !== '' ? joinPath(dropped.path, top) : dropped.path;
  return [...answers, await engine().sideBySide.addFiles({ paths: [root] })];
}

function refusal(name: string, message: string): AddedPictures {
  return { added: 0, refused: [{ name, message }] };
}

function base64Of(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error(TEXTS.notImage));
    reader.readAsDataURL(file);
  });
}
