namespace FolioModel.Workloads.Running;

/// <summary>
/// Remembers a bounded number of moments, evenly spread over a replay whose length nobody knows: when it is full, every other moment goes.
/// </summary>
internal sealed class MomentLog(int most)
{
    private const long FirstDistance = 1 << 8;

    private readonly List<ReplayMoment> _moments = [];
    private long _distance = FirstDistance;
    private long _due = FirstDistance;

    public IReadOnlyList<ReplayMoment> Moments => _moments.Count == 0 ? [] : [.. _moments];

    /// <summary>Requests up to the next moment.</summary>
    public long RequestsUntilDue(long requests) => most > 0 ? _due - requests : long.MaxValue;

    /// <summary>Whether a moment is to be noted after so many requests.</summary>
    public bool IsDue(long requests) => most > 0 && requests >= _due;

    public void Note(ReplayMoment moment)
    {
        _moments.Add(moment);
        if (_moments.Count >= most)
        {
            _distance *= 2;
            for (int i = _moments.Count - 2; i >= 0; i -= 2)
            {
                _moments.RemoveAt(i);
            }
        }

        _due = moment.Requests + _distance;
    }
}
