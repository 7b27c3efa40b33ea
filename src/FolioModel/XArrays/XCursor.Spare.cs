using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

/// <content>Nodes allocated outside the lock, for an operation under it.</content>
public partial struct XCursor
{
    /// <summary>
    /// Call after every store: if it failed for want of a node, allocates one with waiting allowed and resets the cursor, so that the
    /// store can be tried again; otherwise gives unused spare nodes back.
    /// </summary>
    /// <returns>True to try again.</returns>
    /// <remarks>Models <c>xas_nomem</c>. On false <see cref="Error"/> tells whether the operation succeeded.</remarks>
    /// <example><code>
    /// do { cursor.Store(entry); } while (cursor.RetryAfterNoMemory());
    /// </code></example>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool RetryAfterNoMemory()
    {
        if (_node != ErrorBase + (int)Errno.ENOMEM)
        {
            FreeSpares();
            return false;
        }

        return AddSpareWaiting();
    }

    private bool AddSpareWaiting()
    {
        int node = _pool.Allocate(mayWait: true);
        if (node < 0)
        {
            return false;
        }

        _pool.Header(node).Begin(0, _spare);
        _spare = node;
        _node = AtRestart;
        return true;
    }

    /// <summary>Gives unused spare nodes back; needed only after a <see cref="SplitAlloc"/> whose split did not take place.</summary>
    /// <remarks>Models <c>xas_destroy</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FreeSpares()
    {
        while (_spare >= 0)
        {
            _pool.Free(TakeSpare(), slotsInUse: false);
        }
    }

    private int TakeSpare()
    {
        int node = _spare;
        if (node >= 0)
        {
            _spare = _pool.Header(node).Parent;
        }

        return node;
    }
}
