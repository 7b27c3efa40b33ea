namespace FolioModel;

/// <summary>The progress of a task that runs suspended.</summary>
public enum TaskRunState
{
    /// <summary>It stands at a scheduling point and can go on.</summary>
    Ready,

    /// <summary>It waits for a key that another task must wake.</summary>
    Waiting,

    /// <summary>It looks again and again at something that another task must change: going on before that is of no use.</summary>
    Spinning,

    /// <summary>It is at work right now.</summary>
    Running,

    /// <summary>It has come to its end.</summary>
    Done,

    /// <summary>It has thrown.</summary>
    Failed,

    /// <summary>It was given up.</summary>
    Abandoned,
}
