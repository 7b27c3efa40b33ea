namespace FolioModel.Cli.Content.Gmem;

/// <summary>The result of a replayed system call: return value, error, and values that the recording shows among the arguments.</summary>
/// <param name="result">Return value and error.</param>
internal sealed class CallOutcome(CallResult result)
{
    public CallResult Result { get; } = result;

    /// <summary>Recorded beside the arguments, but a result: name and value.</summary>
    public List<(string Field, string Value)> Shown { get; } = [];

    /// <summary>A call whose result is a descriptor: recordings write 0.</summary>
    /// <param name="result">The call's own result.</param>
    public static CallOutcome Descriptor(CallResult result) => new(result.IsOk ? CallResult.Of(0) : result);

    public CallOutcome Show(string field, long value) => Show(field, value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public CallOutcome Show(string field, string value)
    {
        Shown.Add((field, value));
        return this;
    }
}
