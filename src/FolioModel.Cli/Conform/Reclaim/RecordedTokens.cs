using FolioModel.Groups;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>
/// The recorded events of one operation, walked along with the model: where the kernel flushed the group's statistics, the model does.
/// </summary>
internal sealed class RecordedTokens(MemoryGroup group, MemoryGroup root)
{
    private string[] _tokens = [];
    private int _next;

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
        if (kind != 'S' || !IsFollowedByIsolation())
        {
            FlushAsRecorded();
        }
    }

    /// <summary>
    /// A flush between the lists of reclaim waits for the model's next isolation: the kernel's flusher gets the CPU where a pass begins with
    /// a group, when the pass has already decided what to scan.
    /// </summary>
    private bool IsFollowedByIsolation()
    {
        int next = _next;
        while (next < _tokens.Length && IsFlush(_tokens[next]))
        {
            next++;
        }

        return next < _tokens.Length && _tokens[next][0] == 'I';
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
