using System.Diagnostics.Tracing;
using System.Reflection.Emit;
using System.Text.RegularExpressions;

namespace FolioModel.Evidence;

/// <summary>
/// Notes which methods of the model the just-in-time compiler compiles: each one before it runs for the first time. The first compilation
/// of a method inlines nothing, and <see cref="FirstTier"/> sees to it that there is no second, so none that runs is missed.
/// </summary>
internal sealed partial class MethodsRun : EventListener
{
    private const EventKeywords Jit = (EventKeywords)0x10;
    private const string Model = "FolioModel";
    private const int SecondsToWait = 60;
    private const int TierShift = 7;
    private const uint TierMask = 7;
    private const uint Optimized = 2;
    private const uint QuickJitted = 3;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _marked = new(0);
    private HashSet<string> _members = new(StringComparer.Ordinal);
    private string _marker = "";

    /// <summary>The members that run during an action, named as the documentation names them.</summary>
    /// <param name="action">The action.</param>
    public IReadOnlyCollection<string> During(Action action)
    {
        Mark();
        lock (_lock)
        {
            _members = new HashSet<string>(StringComparer.Ordinal);
        }

        action();
        Mark();
        lock (_lock)
        {
            return _members;
        }
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Verbose, Jit);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith("MethodLoadVerbose", StringComparison.Ordinal) != true)
        {
            return;
        }

        // Hot methods are compiled again later, perhaps when the recordings that made them hot are done with.
        uint tier = ((uint)eventData.Payload![5]! >> TierShift) & TierMask;
        bool isFirst = tier is QuickJitted or Optimized;

        string type = (string)eventData.Payload[6]!;
        string method = (string)eventData.Payload[7]!;
        lock (_lock)
        {
            if (isFirst && IsModel(type) && !type.Contains('<', StringComparison.Ordinal) && method[0] != '<')
            {
                _members.Add(MemberName(type, method));
            }
            else if (_marker.Length > 0 && method == _marker)
            {
                _marker = "";
                _marked.Release();
            }
        }
    }

    /// <summary>
    /// Events come late, on a thread of their own. Compiles a method that nobody else has, and waits until it is reported.
    /// </summary>
    private void Mark()
    {
        DynamicMethod method = new($"marker_{Guid.NewGuid():N}", null, null, typeof(MethodsRun).Module);
        method.GetILGenerator().Emit(OpCodes.Ret);
        lock (_lock)
        {
            _marker = method.Name;
        }

        method.CreateDelegate<Action>()();
        if (!_marked.Wait(TimeSpan.FromSeconds(SecondsToWait)))
        {
            throw new InvalidOperationException($"the runtime did not report the compilation of {method.Name} within {SecondsToWait} s");
        }
    }

    private static bool IsModel(string type) =>
        type.StartsWith($"{Model}.", StringComparison.Ordinal) && !type.StartsWith($"{Model}.Cli.", StringComparison.Ordinal)
        && !type.StartsWith($"{Model}.Testing.", StringComparison.Ordinal)
        && !type.StartsWith($"{Model}.Evidence.", StringComparison.Ordinal);

    private static string MemberName(string type, string method)
    {
        string owner = type.Split('[')[0].Replace('+', '.');
        string member = method switch
        {
            ".ctor" or ".cctor" => "new",
            _ when method.StartsWith("get_", StringComparison.Ordinal) || method.StartsWith("set_", StringComparison.Ordinal) =>
                method[4..],
            _ => method,
        };
        return $"{CoreFolder().Replace(owner[(Model.Length + 1)..], "")}.{member}";
    }

    /// <summary>The core's own namespaces, which names in the evidence leave out.</summary>
    [GeneratedRegex(@"^(Allocation|Failure|Groups|Interleaving|Ledger|Locking|Lru|Observation|Owners|Reclaim|Rmap|Swap)\.",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CoreFolder();
}
