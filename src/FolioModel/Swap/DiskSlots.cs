namespace FolioModel.Swap;

/// <summary>
/// The search for free slots on a rotational disk: one behind the other, in stretches of 512 that begin as far in front as can be.
/// </summary>
/// <remarks>
/// Models <c>scan_swap_map_slots</c> for an area without <c>SWP_SOLIDSTATE</c>, up to 6.13. On a disk that is more than half full the
/// kernel also takes slots back from the swap cache on its way; the model does not.
/// </remarks>
internal sealed class DiskSlots(byte[] map)
{
    private const int Stretch = SwapSlots.ClusterSlots;

    private readonly byte[] _map = map;
    private readonly byte[] _stretch = new byte[Stretch];
    private int _next = 1;
    private int _left;

    /// <summary>Finds a free slot.</summary>
    /// <param name="free">How many slots are free.</param>
    /// <returns>The slot, or 0 when there is none.</returns>
    public int Find(int free)
    {
        if (_left > 0)
        {
            _left--;
        }
        else
        {
            // Moving the heads costs more than looking: a new stretch begins at the first run of free slots that is long enough.
            _left = Stretch - 1;
            int run = free < Stretch ? -1 : _map.AsSpan(1).IndexOf(_stretch);
            _next = run < 0 ? _next : run + 1;
        }

        int found = FreeFrom(_next, _map.Length);
        found = found == 0 ? FreeFrom(1, Math.Min(_next, _map.Length)) : found;
        _next = found == 0 ? _next : found + 1;
        return found;
    }

    public void AddTo(ref StateHash hash)
    {
        hash.Add(_next);
        hash.Add(_left);
    }

    private int FreeFrom(int first, int end)
    {
        int at = first < end ? _map.AsSpan(first, end - first).IndexOf((byte)0) : -1;
        return at < 0 ? 0 : first + at;
    }
}
