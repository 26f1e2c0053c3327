import { ArrowLeft, ArrowRight, X } from 'lucide-react';
import { closeImage } from '../app/screen.ts';
import { type Command, defineCommands } from '../commands/command.ts';
import { COMMAND_TEXTS } from '../texts/commands.ts';

const { titles } = COMMAND_TEXTS;

/** What keys do while one image is shown large; the view knows its neighbours. */
export const IMAGE_COMMANDS = defineCommands([
  image('image.previous', titles.previousImage, ArrowLeft, 'ArrowLeft'),
  image('image.next', titles.nextImage, ArrowRight, 'ArrowRight'),
  {
    ...image('image.previous-typing', titles.previousImageTyping, ArrowLeft, 'Alt+ArrowLeft'),
    when: 'caption',
  },
  { ...image('image.next-typing', titles.nextImageTyping, ArrowRight, 'Alt+ArrowRight'), when: 'caption' },
  { ...image('image.close', titles.closeImage, X, 'Esc'), act: closeImage },
]);

function image(id: Command['id'], title: string, icon: Command['icon'], key: string): Command {
  return { id, title, icon, category: 'image', when: 'image', keys: [key], listed: false, repeats: true };
}
