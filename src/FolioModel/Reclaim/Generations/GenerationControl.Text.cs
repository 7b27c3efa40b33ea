using System.Globalization;
using System.Text;
using FolioModel.Groups;

namespace FolioModel.Reclaim;

public sealed partial class GenerationControl
{
    private static readonly char[] s_ends = [',', ';', '\n'];

    /// <summary>
    /// Runs commands, separated by commas, semicolons or line ends: <c>+ memcg node generation [can_swap [force_scan]]</c> ages,
    /// <c>- memcg node generation [swappiness [nr_to_reclaim]]</c> evicts.
    /// </summary>
    /// <param name="commands">The commands; groups are named by <see cref="MemoryGroup.Id"/>, the node is 0.</param>
    /// <returns>Success, or the error of the first command that failed: those behind it did not run.</returns>
    /// <remarks>Models a write to <c>/sys/kernel/debug/lru_gen</c> (<c>lru_gen_seq_write</c>).</remarks>
    [Interleaved]
    public Errno Run(string commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        string[] texts = commands.Split(s_ends, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Errno error = Errno.None;
        for (int i = 0; i < texts.Length && error == Errno.None; i++)
        {
            if (Parse(texts[i]) is not { } command)
            {
                return Errno.EINVAL;
            }

            PageCount? most = command.Option is { } option ? new PageCount(option) : null;
            bool? swaps = command.Swappiness is { } swappiness ? swappiness > 0 : null;
            error = command.Ages ? Age(command.Group, command.Sequence, swaps, force: command.Option != 0)
                : Evict(command.Group, command.Sequence, command.Swappiness, most);
        }

        return error;
    }

    /// <summary>
    /// The generations of every group, the oldest first: number, age in milliseconds, anonymous pages and pages of files.
    /// </summary>
    /// <returns>The text, as <c>/sys/kernel/debug/lru_gen</c> has it; empty under the classic LRU.</returns>
    /// <remarks>Models <c>lru_gen_seq_show</c>.</remarks>
    public string Describe()
    {
        StringBuilder text = new();
        for (int i = 0; i < _machine.LruVectorCount; i++)
        {
            LruVector lru = _machine.LruVectorAt(i);
            if (lru.Generations is { } generations)
            {
                text.Append(CultureInfo.InvariantCulture, $"memcg {lru.Group?.Id ?? 0,5} {PathOf(lru.Group)}\n node {0,5}\n");
                Describe(generations, text);
            }
        }

        return text.ToString();
    }

    private void Describe(LruGenerations generations, StringBuilder text)
    {
        for (long sequence = generations.Oldest(anon: true); sequence <= generations.Youngest; sequence++)
        {
            long age = (long)(Now - generations.BirthOf(sequence)).TotalMilliseconds;
            long file = sequence < generations.Oldest(anon: false) ? 0 : generations.PagesOf(sequence, anon: false).Value;
            long anon = generations.PagesOf(sequence, anon: true).Value;
            text.Append(CultureInfo.InvariantCulture, $" {sequence,10} {age,10} {anon,10}  {file,10} \n");
        }
    }

    private static string PathOf(MemoryGroup? group) => group is null ? ""
        : group.Parent is not { } parent ? "/"
        : parent.IsRoot ? $"/{group.Name}"
        : $"{PathOf(parent)}/{group.Name}";

    private Command? Parse(string text)
    {
        string[] words = text[1..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (text[0] is not ('+' or '-') || words.Length is < 3 or > 5)
        {
            return null;
        }

        long[] numbers = new long[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!long.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        MemoryGroup? group = numbers[0] == 0 ? null : GroupOf(numbers[0]);
        long? swappiness = numbers.Length > 3 ? numbers[3] : null;
        long? option = numbers.Length > 4 ? numbers[4] : null;
        bool isValid = numbers[1] == 0 && (group is not null || numbers[0] == 0) && (swappiness is null || swappiness <= Swappiness.Most);
        return isValid ? new Command(text[0] == '+', group, numbers[2], (int?)swappiness, option) : null;
    }

    private MemoryGroup? GroupOf(long number) => number < int.MaxValue ? _machine.Groups?.ById((int)number) : null;

    private sealed record Command(bool Ages, MemoryGroup? Group, long Sequence, int? Swappiness, long? Option);
}
