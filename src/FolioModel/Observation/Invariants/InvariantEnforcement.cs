namespace FolioModel.Observation;

/// <summary>How an invariant is enforced.</summary>
public enum InvariantEnforcement
{
    /// <summary>
    /// <see cref="Machine.Validate"/> or an <see cref="InvariantMonitor"/> checks the state: the core's own checks, or an owner's
    /// <see cref="IInvariantSource"/> on machines that have the owner.
    /// </summary>
    Validated,

    /// <summary>The operation that would break it refuses with a <see cref="KernelBugException"/>.</summary>
    Thrown,

    /// <summary>It is about a step and a property of the test suites checks it.</summary>
    Property,

    /// <summary>The model has nothing it could be checked on.</summary>
    Absent,
}
