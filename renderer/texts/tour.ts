/** Texts of the tour of the first steps, and of the same steps in the project's panel. */
export const TOUR_TEXTS = {
  name: 'Tour',
  command: 'Show the tour',
  steps: [
    {
      title: 'Bring in images',
      text: 'Choose a folder, or drop images on the canvas. They stay where they are; the project remembers them by content.',
      done: 'Images are in',
    },
    {
      title: 'Choose a captioner',
      text: 'Press the captioner’s card and choose who writes: a server or model on this computer, or a provider. Nothing is sent before you press Run.',
      done: 'A captioner is chosen',
    },
    {
      title: 'Try 20 images',
      text: 'In the menu beside Run choose "Run 20 samples". Captions appear below beside their images, and you see time and cost before you run all.',
      done: 'The first captions are here',
    },
    {
      title: 'Look at captions, fix one',
      text: 'Open an image on the light table and write into its caption. Your words are kept whatever runs later, and go into every export.',
      done: 'A caption is fixed',
    },
    {
      title: 'Export',
      text: 'A node behind the dataset writes the files: add one from the list of nodes if the flow has none, then press Run.',
      done: 'The captions are exported',
    },
  ],
  short: ['Bring in images', 'Choose a captioner', 'Try 20 images', 'Look at captions, fix one', 'Export'],
  firstSteps: 'First steps',
  show: 'Show me',
  of: (step: number, all: number) => `${step} of ${all}`,
  back: 'Back',
  next: 'Next',
  skip: 'Skip the tour',
  finish: 'Finish',
  isDone: 'Done',
  allDone: 'That is the whole way: images in, captions out. The tour stands in the help menu.',
  skipped: 'The tour stands in the help menu when you want it',
} as const;
