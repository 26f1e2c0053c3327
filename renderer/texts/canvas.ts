import type { FrameColour } from '../../core/flow.ts';
import type { PortType } from '../../core/port.ts';
import { formatCount, formatOf } from '../format.ts';

const MANY: Readonly<Record<PortType, string>> = {
  image: 'images',
  'prompted-image': 'prompted images',
  caption: 'captions',
  dataset: 'datasets',
  model: 'models',
  evaluation: 'evaluations',
};

const FRAME_COLOURS: Readonly<Record<FrameColour | 'none', string>> = {
  none: 'Grey',
  blue: 'Blue',
  teal: 'Teal',
  yellow: 'Yellow',
  orange: 'Orange',
  pink: 'Pink',
};

/** Texts of building a flow: what is said at the pointer, in menus, in the find bar, and what undo calls each step. */
export const CANVAS_TEXTS = {
  wire: {
    type: (takes: PortType, carries: PortType) => `Takes ${MANY[takes]}, this is ${MANY[carries]}`,
    circle: 'Would close a circle',
    connected: 'Is connected already',
    itself: 'A node cannot feed itself',
    noInputs: 'Takes nothing',
    noOutputs: 'Gives nothing',
    unknown: 'This version does not know the node',
    connect: (port: string) => `Connect to ${port}`,
    letGo: 'Let go to remove the wire',
    insert: (title: string) => `Put ${title} into the wire`,
  },

  edits: {
    splice: (title: string) => `Put ${title} into the wire`,
    reconnect: 'Reconnect wire',
    disconnect: 'Remove wire',
    removeAndHeal: 'Remove and heal',
    takeOut: 'Take out of the wires',
    move: (count: number) => (count === 1 ? 'Move' : `Move ${formatCount(count)} parts`),
    align: 'Align',
    distribute: 'Distribute',
    layout: 'Lay out',
    group: 'Add frame',
    ungroup: 'Remove frame',
    fitFrame: 'Fit frame',
    resizeFrame: 'Resize frame',
    renameFrame: 'Rename frame',
    colourFrame: 'Colour frame',
    resizeNote: 'Resize note',
    editNote: 'Edit note',
    collapse: 'Collapse',
    expand: 'Expand',
    paste: (count: number) => (count === 1 ? 'Paste' : `Paste ${formatCount(count)} parts`),
    load: 'Load a flow',
  },

  paste: {
    tooMany: (most: number) => `A flow holds at most ${formatCount(most)} nodes.`,
    tooManyRemedy: 'Copy fewer nodes, or start another project.',
    broken: 'The flow on the clipboard cannot be read.',
    brokenFile: 'The flow in this file cannot be read.',
    noFlow: 'This file holds no flow.',
    noFlowRemedy: 'Choose a file that was saved with "Save flow as a file".',
    copied: (nodes: number) => `Copied ${formatOf(nodes, 'node', 'nodes')} as JSON`,
    notCopied: 'The clipboard cannot be written here.',
    notCopiedRemedy: 'Choose the nodes and press the keys for copying.',
    notRead: 'The clipboard cannot be read from here.',
    notReadRemedy: 'Press the keys for pasting.',
    fileName: 'flow',
  },

  find: {
    name: 'Find in the flow',
    placeholder: 'Title, type, id or text in settings',
    matches: (at: number, count: number) =>
      count === 0 ? 'No match' : `${formatCount(at)} of ${formatCount(count)}`,
    next: 'Next match',
    previous: 'Previous match',
  },

  layout: {
    failed: 'The flow could not be laid out.',
    failedRemedy: 'Try a smaller selection.',
    changed: 'The flow changed while it was laid out.',
    changedRemedy: 'Nothing was moved.',
    again: 'Lay out again',
    running: 'Laying out',
  },

  note: {
    placeholder: 'Markdown; Esc ends',
    empty: 'Empty note',
    image: (text: string) => `Picture: ${text}`,
    link: (address: string) => `Link to ${address}, copy the address`,
    copied: 'The address is copied. Links in notes are not opened from here.',
  },

  menu: {
    canvas: 'Canvas',
    node: 'Node',
    nodes: (count: number) => formatOf(count, 'chosen part', 'chosen parts'),
    wire: 'Wire',
    note: 'Note',
    frame: 'Frame',
    align: 'Align',
    colour: 'Colour',
    view: 'View',
    more: 'Arrange, view and files',
  },

  colours: FRAME_COLOURS,

  commands: {
    removeAndHeal: 'Remove and heal the wires',
    takeOut: 'Take out of the wires',
    insertNode: 'Put a node into the wire',

    copyFlow: 'Copy flow as JSON',
    saveFlow: 'Save flow as a file',
    loadFlow: 'Load a flow file',
    rename: 'Rename',
    collapse: 'Collapse or expand',
    ungroup: 'Remove the frame',
    fitFrame: 'Fit the frame to what stands in it',
    editNote: 'Edit note',
    layout: 'Lay out',
    align: {
      left: 'Align left',
      centre: 'Align centres',
      right: 'Align right',
      top: 'Align top',
      middle: 'Align middles',
      bottom: 'Align bottom',
    },
    distribute: { horizontal: 'Distribute horizontally', vertical: 'Distribute vertically' },
    zoomSelection: 'Zoom to the selection',
    zoomReset: 'Zoom to 100%',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    find: 'Find in the flow',
    snap: 'Snap to grid and neighbours',
    wheelPans: 'Wheel moves the view',
    menu: 'Menu of what is chosen',
  },
} as const;
