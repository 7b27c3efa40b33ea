using FolioModel.Groups;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>
/// The recorded events of one operation, walked along with the model: where the kernel flushed the group's statistics, the model does.
/// </summary>
internal sealed class RecordedTokens(MemoryGroup group, MemoryGroup root)
{
    private string[] _tokens = [];
    private int _next;

    /// <summary>How many events have happened.</summary>
    public int Position => _next;

    /// <summary>Begins with the events of an operation.</summary>
    /// <param name="tokens">The events.</param>
    /// <param name="from">The first that has not happened yet.</param>
    public void Begin(string[] tokens, int from)
    {
        _tokens = tokens;
        _next = from;
        FlushAsRecorded();
    }

    /// <summary>Everything before an event has happened.</summary>
    public void PassTo(int end)
    {
        for (; _next < end; _next++)
        {
            FlushIf(_tokens[_next]);
        }

        FlushAsRecorded();
    }

    /// <summary>The model came to an event of a kind; everything recorded before it happens first.</summary>
    /// <param name="kind">The first character of its token.</param>
    public void Reach(char kind)
    {
        int found = _next;
        while (found < _tokens.Length && _tokens[found][0] != kind)
        {
            found++;
        }

        if (found == _tokens.Length)
        {
            return;
        }

        for (; _next < found; _next++)
        {
            FlushIf(_tokens[_next]);
        }

        _next++;
        if (kind is not ('S' or 'X') || !IsFollowedByTheSameLists())
        {
            FlushAsRecorded();
        }
    }

    /// <summary>Takes the events that come next as long as they move folios from the CPU's batches to lists.</summary>
    public ReadOnlySpan<string> TakeMoves()
    {
        int first = _next;
        while (_next < _tokens.Length && (_tokens[_next][0] is 'i' or 'j' or 'a'))
        {
            _next++;
        }

        ReadOnlySpan<string> moves = _tokens.AsSpan(first, _next - first);
        FlushAsRecorded();
        return moves;
    }

    /// <summary>
    /// A flush between two passes of reclaim came too late for the second one if that goes through the same lists as the first: the
    /// kernel's flusher gets the CPU at the end of a pass, or where the next has decided what to scan. The flush waits for the next
    /// isolation then.
    /// </summary>
    private bool IsFollowedByTheSameLists()
    {
        int next = _next;
        while (next < _tokens.Length && IsFlush(_tokens[next]))
        {
            next++;
        }

        return next > _next && next < _tokens.Length && _tokens[next][0] == 'I' && ListsOfPass(next, 1) == ListsOfPass(_next - 1, -1);
    }

    /// <summary>The lists from which one pass isolates, as a bit set.</summary>
    /// <param name="from">A token at one end of the pass.</param>
    /// <param name="step">Whether the pass lies before or behind it.</param>
    private int ListsOfPass(int from, int step)
    {
        int lists = 0;
        int seen = 0;
        string? priority = null;
        for (int at = from; at >= 0 && at < _tokens.Length && _tokens[at][0] != '['; at += step)
        {
            string token = _tokens[at];
            if (token[0] == 'I')
            {
                // Going back, the priority of the list is known already.
                seen |= 1 << (token[1] - '0');
                lists |= step < 0 ? seen : 0;
            }
            else if (token[0] is 'S' or 'X')
            {
                string own = token[(token.LastIndexOf(':') + 1)..];
                if (own != (priority ??= own))
                {
                    break;
                }

                lists |= seen;
            }
        }

        return lists;
    }

    /// <summary>The slots of the pages that the next isolation of anonymous memory evicts; none where no isolation comes.</summary>
    public HashSet<long> NextSwapVictims()
    {
        HashSet<long> slots = [];
        int at = Array.FindIndex(_tokens, _next, static token => token.StartsWith("I0", StringComparison.Ordinal));
        for (at++; at > 0 && at < _tokens.Length && _tokens[at][0] is not ('I' or 'S' or ']'); at++)
        {
            if (_tokens[at][0] == '-')
            {
                slots.Add(Victim.Parse(_tokens[at], SequenceOperation.FirstAnonymous).Slot);
            }
        }

        return slots;
    }

    /// <summary>The operation is over.</summary>
    public void End()
    {
        for (; _next < _tokens.Length; _next++)
        {
            FlushIf(_tokens[_next]);
        }
    }

    private void FlushAsRecorded()
    {
        while (_next < _tokens.Length && (IsFlush(_tokens[_next]) || _tokens[_next] is "C" or "R"))
        {
            FlushIf(_tokens[_next]);
            _next++;
        }
    }

    private void FlushIf(string token)
    {
        if (IsFlush(token))
        {
            (token == "F0" ? root : group).FlushStatistics();
        }
    }

    private static bool IsFlush(string token) => token is "F0" or "F1";
}
