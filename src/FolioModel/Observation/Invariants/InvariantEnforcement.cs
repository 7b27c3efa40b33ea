namespace FolioModel.Observation;

/// <summary>Who sees to it that an invariant holds.</summary>
public enum InvariantEnforcement
{
    /// <summary><see cref="Machine.Validate"/> or an <see cref="InvariantMonitor"/> checks the state.</summary>
    Validated,

    /// <summary>The operation that would break it refuses with a <see cref="KernelBugException"/>.</summary>
    Thrown,

    /// <summary>It is about a step and a property of the test suites checks it.</summary>
    Property,

    /// <summary>An owner's <see cref="IInvariantSource"/> checks it where that owner is in use.</summary>
    Owner,

    /// <summary>The model has nothing it could be checked on.</summary>
    Absent,
}
