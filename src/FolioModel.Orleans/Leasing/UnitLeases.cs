namespace FolioModel.Orleans.Leasing;

/// <summary>
/// The units of one campaign that are open, leased or done. A lease that is not renewed in time ends, and its unit is given to the next
/// worker that asks. Times are readings of one steady clock, which the caller passes in.
/// </summary>
/// <remarks>
/// A lease saves double work and no more. A worker whose lease ended may still report its unit, since a result depends on nothing but the
/// unit; the store of results compares the two.
/// </remarks>
/// <param name="lastId">The number before that of the first lease: a coordinator that starts again should not repeat numbers.</param>
internal sealed class UnitLeases(long lastId = 0)
{
    private readonly List<bool> _done = [];
    private readonly SortedSet<int> _open = [];
    private readonly Dictionary<int, Lease> _leases = [];
    private long _lastId = lastId;

    /// <summary>The number of units.</summary>
    public int Count => _done.Count;

    /// <summary>The number of units that are done.</summary>
    public int Done { get; private set; }

    /// <summary>The number of leases, those included that ended since the last <see cref="Take"/>.</summary>
    public int Leased => _leases.Count;

    /// <summary>Adds units with the next numbers, all of them open.</summary>
    /// <param name="count">How many.</param>
    public void Add(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _done.Add(false);
            _open.Add(_done.Count);
        }
    }

    /// <summary>Whether a unit is done.</summary>
    /// <param name="unit">The number of the unit, from 1.</param>
    public bool IsDone(int unit) => _done[unit - 1];

    /// <summary>Gives out the first unit that is open or whose lease has ended.</summary>
    /// <param name="now">The time.</param>
    /// <param name="lease">The time after which the lease ends unless it is renewed.</param>
    /// <returns>The number of the unit and of the lease; unit 0 when all are done or leased.</returns>
    public (int Unit, long Lease) Take(TimeSpan now, TimeSpan lease)
    {
        foreach (int ended in _leases.Where(l => l.Value.Ends <= now).Select(static l => l.Key).ToArray())
        {
            _leases.Remove(ended);
            _open.Add(ended);
        }

        if (_open.Count == 0)
        {
            return (0, 0);
        }

        int unit = _open.Min;
        _open.Remove(unit);
        _leases[unit] = new Lease(++_lastId, now + lease);
        return (unit, _lastId);
    }

    /// <summary>
    /// Renews a lease. A unit that is open, as all are after a restart of the coordinator, is leased again to the worker that renews.
    /// </summary>
    /// <param name="unit">The number of the unit.</param>
    /// <param name="id">The number of the lease.</param>
    /// <param name="now">The time.</param>
    /// <param name="lease">The time after which the lease ends unless it is renewed again.</param>
    /// <returns>Whether the worker still has the unit: false when it is done, or leased to another worker.</returns>
    public bool Renew(int unit, long id, TimeSpan now, TimeSpan lease)
    {
        if (_leases.TryGetValue(unit, out Lease held) ? held.Id != id : !_open.Remove(unit))
        {
            return false;
        }

        _leases[unit] = new Lease(id, now + lease);
        _lastId = Math.Max(_lastId, id);
        return true;
    }

    /// <summary>Marks a unit as done, with a lease of it or without.</summary>
    /// <param name="unit">The number of the unit.</param>
    /// <returns>Whether it was not done before.</returns>
    public bool Finish(int unit)
    {
        _leases.Remove(unit);
        _open.Remove(unit);
        bool first = !_done[unit - 1];
        _done[unit - 1] = true;
        Done += first ? 1 : 0;
        return first;
    }

    /// <summary>Opens a unit again that is done, but whose result is gone.</summary>
    /// <param name="unit">The number of the unit.</param>
    public void Reopen(int unit)
    {
        if (_done[unit - 1])
        {
            _done[unit - 1] = false;
            Done--;
            _open.Add(unit);
        }
    }

    /// <summary>Ends a lease early; the unit is open again. A lease that has ended already is no error.</summary>
    /// <param name="unit">The number of the unit.</param>
    /// <param name="id">The number of the lease.</param>
    public void Return(int unit, long id)
    {
        if (_leases.TryGetValue(unit, out Lease held) && held.Id == id)
        {
            _leases.Remove(unit);
            _open.Add(unit);
        }
    }

    private readonly record struct Lease(long Id, TimeSpan Ends);
}
