"use strict";
/* Rooms that compute are shared with a worker. It gets them as text, since a page that was opened from disk can start a
   worker from a Blob only, and cannot read its own files. */
const folkhue = { rooms: [] };

folkhue.shared = (room) => {
  folkhue.rooms.push(room);
  room(folkhue);
};
