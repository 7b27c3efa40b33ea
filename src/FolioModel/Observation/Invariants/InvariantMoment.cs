namespace FolioModel.Observation;

/// <summary>When an invariant must hold.</summary>
public enum InvariantMoment
{
    /// <summary>At every scheduling point, in the middle of operations too.</summary>
    Always,

    /// <summary>When no operation is half done.</summary>
    AtRest,

    /// <summary>It is about a step: what was before compared with what is after.</summary>
    Step,
}
