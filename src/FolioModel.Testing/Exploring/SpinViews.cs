namespace FolioModel.Testing;

/// <summary>
/// The states that a task has looked at, for each thing that it spins on: since it last spun on that, or since it began. A loop may spin
/// inside another one, and the outer one must not forget what it saw before the inner one spun.
/// </summary>
internal sealed class SpinViews
{
    private const int None = -1;

    private readonly List<(string What, SpinView View)> _views = [];
    private SpinView _sinceBegin = new();
    private int _closed = None;

    /// <summary>Whether the task spins.</summary>
    public bool IsClosed => _closed != None;

    /// <summary>Whether something that the loop looked at is different by now, so that another try makes sense.</summary>
    public bool HasChanged => IsClosed && _views[_closed].View.HasChanged;

    /// <summary>The numbers of the states that the loop looked at.</summary>
    public ReadOnlySpan<int> LookedAt => _views[_closed].View.LookedAt;

    /// <summary>A hash of what the loop looked at, as it was then.</summary>
    public UInt128 Hash => _views[_closed].View.Hash;

    public SpinViews Copy()
    {
        SpinViews copy = new() { _sinceBegin = _sinceBegin.Copy(), _closed = _closed };
        foreach ((string what, SpinView view) in _views)
        {
            copy._views.Add((what, view.Copy()));
        }

        return copy;
    }

    /// <summary>Takes the last step's accesses in.</summary>
    public void Add(AccessLog log)
    {
        Open();
        _sinceBegin.Add(log);
        foreach ((_, SpinView view) in _views)
        {
            view.Add(log);
        }
    }

    /// <summary>The task spins from now on.</summary>
    /// <param name="what">On what.</param>
    /// <param name="log">What was accessed.</param>
    public void Close(string what, AccessLog log)
    {
        _closed = _views.FindIndex(known => known.What == what);
        if (_closed == None)
        {
            _closed = _views.Count;
            _views.Add((what, _sinceBegin.Copy()));
        }

        _views[_closed].View.Close(log);
    }

    public void Update(AccessLog log) => _views[_closed].View.Update(log);

    /// <summary>The task does not spin any more: what it spun on is looked at afresh.</summary>
    public void Open()
    {
        if (IsClosed)
        {
            _views[_closed].View.Open();
            _closed = None;
        }
    }

    /// <summary>
    /// A hash of what a task that goes on would do if it had to spin: try again where its view is stale, or wait where it is not. Without
    /// it, a state in which a task waits forever could be taken for one in which it only tries again.
    /// </summary>
    public void AddStaleness(ref StateHash hash, AccessLog log)
    {
        hash.Add(_sinceBegin.IsStale(log));
        foreach ((string what, SpinView view) in _views)
        {
            hash.Add(what);
            hash.Add(view.IsStale(log));
        }
    }
}
