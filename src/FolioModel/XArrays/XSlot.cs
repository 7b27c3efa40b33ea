namespace FolioModel.XArrays;

/// <summary>
/// Where a lookup of one index ended: enough to read the same slot again, and cheaper to keep than a cursor. Good for as long as a stale
/// cursor would be.
/// </summary>
/// <param name="Node">The node, or -1 for the head.</param>
/// <param name="Offset">The slot in the node.</param>
internal readonly record struct XSlot(int Node, int Offset);
