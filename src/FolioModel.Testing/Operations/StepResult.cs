namespace FolioModel.Testing;

/// <summary>How a step ended.</summary>
/// <param name="Code">0 for success, else the errno.</param>
/// <param name="IsSkipped">Whether it could not be done at all: what it needs is not there.</param>
public readonly record struct StepResult(int Code, bool IsSkipped)
{
    /// <summary>It was done.</summary>
    public static StepResult Ok => default;

    /// <summary>It made no sense in this state; it counts as not there.</summary>
    public static StepResult Skipped => new(0, true);

    /// <summary>It ended with an error that a correct program may see.</summary>
    /// <param name="error">The error.</param>
    public static implicit operator StepResult(Errno error) => FromErrno(error);

    /// <summary>It ended with an error that a correct program may see, or with success.</summary>
    /// <param name="error">The error.</param>
    public static StepResult FromErrno(Errno error) => new((int)error, false);
}
