using System.Globalization;
using System.Text;
using FolioModel.Campaigns;

namespace FolioModel.Tests.Campaigns;

/// <summary>A campaign whose units are numbers and whose results are their squares, which can fail or wait.</summary>
internal sealed class SquareCampaign : ICampaignKind
{
    private readonly Dictionary<int, int> _runs = [];
    private readonly Lock _lock = new();

    /// <summary>Called before a unit runs, with its number and how often it has run before.</summary>
    public Action<int, int>? Before { get; init; }

    /// <summary>Changes a result, given the number and how often it has run before: what no kind may do.</summary>
    public Func<int, int, string>? Suffix { get; init; }

    public string Name => "square";

    public int Version { get; init; } = 1;

    public IReadOnlyList<string> Plan(IReadOnlyDictionary<string, string> options, int units) =>
        [.. Enumerable.Range(1, units).Select(static u => u.ToString(CultureInfo.InvariantCulture))];

    public byte[] Run(IReadOnlyDictionary<string, string> options, string unit, CancellationToken cancellation)
    {
        int number = int.Parse(unit, CultureInfo.InvariantCulture);
        int before;
        lock (_lock)
        {
            before = _runs.GetValueOrDefault(number);
            _runs[number] = before + 1;
        }

        Before?.Invoke(number, before);
        cancellation.ThrowIfCancellationRequested();
        return Encoding.UTF8.GetBytes($"{number * number}{Suffix?.Invoke(number, before)}");
    }

    public IReadOnlyList<string> FollowUp(IReadOnlyDictionary<string, string> options, IReadOnlyList<byte[]> results) =>
        options.ContainsKey("follow") ? [$"{results.Count * 10}"] : [];

    public CampaignSummary Merge(
        IReadOnlyDictionary<string, string> options, IReadOnlyList<byte[]> results, IReadOnlyList<byte[]> followUps)
    {
        string text = string.Join(' ', results.Concat(followUps).Select(Encoding.UTF8.GetString));
        return new CampaignSummary(text, text, 0);
    }
}
