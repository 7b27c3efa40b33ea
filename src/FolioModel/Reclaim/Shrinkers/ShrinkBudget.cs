namespace FolioModel.Reclaim;

/// <summary>
/// The objects of one shrinker that one step of reclaim may go through: a share of what there is, and a share of what earlier steps left
/// undone.
/// </summary>
/// <remarks>
/// A shrinker works in batches. A share that is less than a batch is put off, so that small caches lose objects at the same rate as large
/// ones, only in fewer calls.
/// </remarks>
internal struct ShrinkBudget
{
    /// <summary>An object of so many seeks is as dear as a page: the same share is gone through as of the pages on a list.</summary>
    private const int SeeksOfPage = 4;

    private readonly long _available;
    private readonly long _batch;

    /// <summary>Objects owed if the step does nothing: the arrears and the new share.</summary>
    private long _owed;

    /// <summary>Objects that this step may still go through.</summary>
    private long _allowed;

    /// <summary>Draws up the budget of one step.</summary>
    /// <param name="shrinker">Whose objects.</param>
    /// <param name="available">How many objects could be freed; at least 1.</param>
    /// <param name="arrears">Objects that earlier steps put off.</param>
    /// <param name="priority">The urgency: the share is a 2^priority-th.</param>
    public ShrinkBudget(IShrinker shrinker, long available, long arrears, int priority)
    {
        _available = available;
        _batch = shrinker.Batch;
        long share = ShareOf(shrinker.Seeks, available, priority);
        _owed = arrears + share;

        // Arrears are made up for at the pace of the urgency, or a shrinker that could not work for long would lose everything at once.
        _allowed = Math.Min((arrears >> priority) + share, Most);
    }

    /// <summary>Whether a call is worth it: a whole batch is allowed, or all that there is.</summary>
    public readonly bool AllowsCall => _allowed >= Math.Min(_batch, _available);

    /// <summary>Objects for the next call.</summary>
    public readonly long NextCall => Math.Min(_batch, _allowed);

    /// <summary>Objects gone through so far.</summary>
    public long Spent { get; private set; }

    /// <summary>Objects to put off. A shrinker that is never able to work does not owe more and more.</summary>
    public readonly long Arrears => Math.Clamp(_owed, 0, Most);

    /// <summary>No step and no debt is larger than going through all objects twice.</summary>
    private readonly long Most => 2 * _available;

    /// <summary>The shrinker has gone through objects.</summary>
    public void Spend(long objects)
    {
        _owed -= objects;
        _allowed -= objects;
        Spent += objects;
    }

    /// <summary>Half of the objects that cost nothing to make again; of others the share that the urgency and their price say.</summary>
    private static long ShareOf(int seeks, long available, int priority) =>
        seeks == 0 ? available / 2 : (available >> priority) * SeeksOfPage / seeks;
}
