// placeholder, generated later
export const PACKET_VERSION = 1;
