namespace FolioModel.Cli.Content.Gmem;

/// <summary>The result of <c>fstat</c> on a guest_memfd.</summary>
/// <param name="Size"><c>st_size</c>, fixed at creation.</param>
/// <param name="Blocks"><c>st_blocks</c>: always 0, however much is allocated.</param>
/// <param name="BlockSize"><c>st_blksize</c>.</param>
/// <param name="Mode"><c>st_mode</c>: a regular file that its owner may read and write.</param>
/// <param name="Links"><c>st_nlink</c>.</param>
internal readonly record struct FileStatus(long Size, long Blocks, int BlockSize, int Mode, int Links);
