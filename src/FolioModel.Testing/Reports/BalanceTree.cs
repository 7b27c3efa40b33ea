using System.Text;

namespace FolioModel.Testing;

/// <summary>Takes and drops of references, by thing, holder and place, with what is left over.</summary>
public sealed class BalanceTree
{
    private readonly List<Account> _accounts = [];
    private readonly Dictionary<object, Account> _open = [];

    /// <summary>Books references that were taken, or with a negative amount dropped.</summary>
    /// <param name="thing">What they are to; compared as a key.</param>
    /// <param name="name">Its name.</param>
    /// <param name="holder">Whose they are.</param>
    /// <param name="amount">How many.</param>
    /// <param name="place">The step and function.</param>
    public void Book(object thing, string name, string holder, int amount, string place)
    {
        if (!_open.TryGetValue(thing, out Account? account))
        {
            _open[thing] = account = new Account(thing, name);
            _accounts.Add(account);
        }

        account.Lines.Add((holder, amount, place));
    }

    /// <summary>The thing is gone: what is booked under its key from now on is another one's.</summary>
    /// <param name="thing">Its key.</param>
    /// <param name="place">Where it ended.</param>
    public void Close(object thing, string place)
    {
        if (_open.Remove(thing, out Account? account))
        {
            account.End = place;
        }
    }

    /// <summary>
    /// The tree as text, at most so many things: what has references left over comes before what is in balance, and then the newest first.
    /// </summary>
    /// <param name="concerns">Says of a key whether what went wrong concerns it: then only such things are shown.</param>
    /// <param name="most">How many things are shown.</param>
    public string Render(Func<object, bool> concerns, int most = 3)
    {
        ArgumentNullException.ThrowIfNull(concerns);
        StringBuilder text = new();
        List<Account> shown = [.. _accounts.Where(a => concerns(a.Key)).Reverse().OrderByDescending(static a => a.Left != 0)];
        if (shown.Count == 0)
        {
            shown = [.. _accounts.Where(static a => a.Left != 0).Reverse()];
        }

        foreach (Account account in shown.Take(most))
        {
            account.Render(text);
        }

        if (_accounts.Count > Math.Min(most, shown.Count))
        {
            text.Append($"... and {_accounts.Count - Math.Min(most, shown.Count)} more, {_accounts.Count(static a => a.Left == 0)} of "
                + $"all in balance\n");
        }

        return text.ToString();
    }

    /// <summary>
    /// The holders whose references do not add up to zero, with the sum: <c>caller (lookup) +1</c>. Equal for two programs with the same
    /// mistake, since it names neither folios nor steps.
    /// </summary>
    public string Imbalance() => string.Join(", ", _accounts
        .SelectMany(static a => a.Lines.GroupBy(static l => l.Holder, StringComparer.Ordinal))
        .Select(static g => (Holder: g.Key, Left: g.Sum(static l => l.Amount)))
        .Where(static h => h.Left != 0)
        .Select(static h => $"{h.Holder} {h.Left:+0;-0}")
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal));

    private sealed class Account(object key, string name)
    {
        public object Key { get; } = key;

        public List<(string Holder, int Amount, string Place)> Lines { get; } = [];

        public string? End { get; set; }

        public int Left => Lines.Sum(static l => l.Amount);

        public void Render(StringBuilder text)
        {
            text.Append($"{name}: {Lines.Where(static l => l.Amount > 0).Sum(static l => l.Amount)} taken, ");
            text.Append($"{-Lines.Where(static l => l.Amount < 0).Sum(static l => l.Amount)} dropped, {Left} left");
            text.Append(End is null ? "\n" : $"; freed in {End}\n");
            List<IGrouping<string, (string Holder, int Amount, string Place)>> holders = [.. Lines.GroupBy(static l => l.Holder)];
            for (int i = 0; i < holders.Count; i++)
            {
                bool last = i == holders.Count - 1;
                int left = holders[i].Sum(static l => l.Amount);
                text.Append($"{(last ? "└─" : "├─")} {holders[i].Key}: {(left == 0 ? "in balance" : $"{left} left over")}\n");
                foreach ((_, int amount, string place) in holders[i])
                {
                    text.Append($"{(last ? "   " : "│  ")}   {amount:+0;-0} {place}\n");
                }
            }
        }
    }
}
