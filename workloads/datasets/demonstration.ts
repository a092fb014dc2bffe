/**
 * A file of this name beside y_labels.csv marks a data set as made for demonstrations; its first line says how it was
 * made.
 */
export const demonstrationMarker = 'DEMONSTRATION.txt';
