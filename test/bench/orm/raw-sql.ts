/** The statements that somebody without an ORM writes. */
export const sql = {
  byKey: "SELECT * FROM movie WHERE id = ?",
  list: (limit: number) => `SELECT * FROM movie WHERE is_delete = 0 ORDER BY id LIMIT ${limit}`,
  users: (count: number) => `SELECT * FROM user WHERE id IN (?${", ?".repeat(count - 1)})`,
  insert:
    "INSERT INTO movie (name, stored_name, size, sampled_md5, is_free, is_delete, uploader_id) VALUES (?, ?, ?, ?, ?, 0, ?)",
  update: "UPDATE movie SET is_free = ? WHERE id = ?",
}
