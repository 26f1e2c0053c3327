/** The kind of data that a dragged node type travels as. */
export const DRAG_TYPE = 'application/x-ekphrasis-node';
